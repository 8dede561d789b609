-- Appointments that an employee books for somebody who calls or stands at the desk, with or without a case.
ALTER TABLE appointment ADD COLUMN contact TEXT NOT NULL DEFAULT '{}';   -- JSON: name, email, phone, when there is no case
ALTER TABLE appointment ADD COLUMN language TEXT NOT NULL DEFAULT 'nl';  -- of the mail about it
ALTER TABLE appointment ADD COLUMN channel TEXT NOT NULL DEFAULT 'digital';
