"""The month of the DSE: validation records, follow-up and scope reports, the Data Perú delivery, and their index.
What any document is made of belongs to `documents/`; what a figure means, to dbt."""
