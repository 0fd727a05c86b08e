"""The receipt (constancia) of every report received: what a centre reads, corrects and sends back.
Judging the report belongs to `judging/`; when and where a receipt is left belongs to whoever calls this room."""
