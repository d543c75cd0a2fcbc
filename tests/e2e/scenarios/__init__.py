"""One file for each thing that Segue promises."""
