"""The segmentation kind: a population ranked by a measure and cut into bands."""
