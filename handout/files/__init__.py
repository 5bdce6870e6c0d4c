"""Read only what is really a file, and write files whole or not at all."""
