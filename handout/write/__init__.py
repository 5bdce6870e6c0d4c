"""Write articles and authors as the files that a clinic keeps."""
