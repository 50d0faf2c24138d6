"""What runs inside LibreOffice, in its own Python: the standard library and UNO, nothing newer than Python 3.8."""
