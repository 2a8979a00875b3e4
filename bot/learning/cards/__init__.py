"""Cards: what is asked of learners, made of published articles and of lessons, and kept in line with them."""
