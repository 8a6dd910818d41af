"""Routes for who reviews a job: pictures, notes, review links, the pages of guests. Imports no other routes."""
