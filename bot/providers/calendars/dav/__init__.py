"""What CalDAV is made of: addresses, requests and answers, finding a calendar, and blocks as iCalendar objects."""
