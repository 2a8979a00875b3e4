"""Courses: folders of Markdown that become lessons, each read in one sprint."""
