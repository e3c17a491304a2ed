"""Pages of original files as pictures, with the quote marked: drawn in a process of its own."""
