"""Entities and vocabularies: who and what policies speak about, and the facts each entity stores."""
