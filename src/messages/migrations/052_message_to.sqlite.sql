-- Where a message goes that is about no case, or that another room addressed; '' for the address given with the case.
ALTER TABLE message ADD COLUMN mail_to TEXT NOT NULL DEFAULT '';
