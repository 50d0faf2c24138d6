"""The month's follow-up in words: what is said, the committee's table, and the sentences."""
