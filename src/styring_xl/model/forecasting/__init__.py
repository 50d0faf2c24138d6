"""What the year will cost and how sure that is (DOMAIN § 13): from rows and postings to simulated years."""
