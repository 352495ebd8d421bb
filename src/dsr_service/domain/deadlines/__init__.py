"""The statutory clock (art. 12(3), Regulation 1182/71): dates, calendars, suspensions, marks."""
