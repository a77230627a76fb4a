"""What is owed: dated rates, late-payment penalties, imputation of payments, and a breakdown that adds up."""
