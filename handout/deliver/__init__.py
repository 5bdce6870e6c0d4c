"""Bring PDFs to where they belong: folders that tell nobody's name, and the lists of what is there.

Nothing here knows how a handout is made. Whom a handout is for is said by an opaque id alone.
"""
