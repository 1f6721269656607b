"""What stands between the server and the site: health, files. Knows nothing of articles."""
