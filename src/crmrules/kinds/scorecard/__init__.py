"""Items and points to a score, score to a band."""
