"""The desk: where editors write, review, schedule and publish. `site` says which records it has."""
