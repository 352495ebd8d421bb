"""HTTP in, HTTP out: routes and schemas per noun; decides nothing."""
