"""Who is there: readers and administrators, how they sign in, and what each may see."""
