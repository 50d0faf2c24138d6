"""A patch turned into the new parts of a package."""
