"""Documents that people read and sign: what any of them is made of, and how it becomes PDF, xlsx and an index page.
Which figures a document holds, and what it says of them, belongs to the room of that document (`bulletins/`)."""
