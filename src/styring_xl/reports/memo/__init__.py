"""*Notat*: the month's follow-up in words, the committee's table and three charts."""
