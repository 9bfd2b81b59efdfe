"""What browsers, ATSs and mail providers reach: one module for each surface."""
