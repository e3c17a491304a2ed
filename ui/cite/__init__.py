"""What leaves the page: quotes with their citation in every form, re-read from the store, and what is exported."""
