// Removed when the first test is here.
