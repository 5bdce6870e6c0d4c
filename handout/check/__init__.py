"""Look at what was read for what should not go to a client: one small function a rule."""
