"""Make one handout for many recipients."""
