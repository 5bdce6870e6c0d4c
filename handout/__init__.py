"""Turn a clinic's articles into branded, accessible PDF handouts."""
