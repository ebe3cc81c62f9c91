// Made first so that the package resolves.
