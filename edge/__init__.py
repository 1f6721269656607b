"""What stands between the server and the site: page cache, purges, health, files. Knows nothing of articles."""
