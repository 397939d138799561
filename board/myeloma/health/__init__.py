"""What the patient can take: frailty, organs, doses, cautions, supportive care."""
