"""What every service needs to hear and to speak: envelope, batches, publishing, memory."""
