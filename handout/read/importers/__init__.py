"""Read what was not written for handout: pasted text, and Markdown from elsewhere."""
