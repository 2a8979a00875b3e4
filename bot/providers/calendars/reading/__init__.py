"""Reading foreign calendars: iCalendar text of anybody's making becomes meetings, in a process of its own."""
