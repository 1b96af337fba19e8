"""FEEL, the language of the cells of decision tables: read into trees of the rule language, and written from them."""
