"""What every measurement needs: servers, processes, load, a mail sink and tables."""
