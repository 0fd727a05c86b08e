"""The mailbox between the centres and the warehouse: what lies in landing, and the receipts that go back.
Archiving and loading what was handed in belongs to `warehouse/`; what a receipt says belongs to `receipts/`."""
