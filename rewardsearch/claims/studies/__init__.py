"""One module a claim: what is lived, and what follows from it."""
