"""What the benchmarks share. `make bench` runs the files one folder up."""
