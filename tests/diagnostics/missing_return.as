int by_if(int x) {
  if (x > 0) return 1;
  else if (x < 0) return -1;
}
//! 1-2 E0601 not all paths of function 'int by_if(int)' return a value
//! place 3:8: nothing is returned when this condition is false
int by_loop(int x) {
  while (x > 0) { return 1; }
}
//! 1-2 E0601 not all paths of function 'int by_loop(int)' return a value
//! place 6:3: nothing is returned when this loop ends
int by_switch(int x) {
  switch (x) { case 1: return 1; }
}
//! 1-2 E0601 not all paths of function 'int by_switch(int)' return a value
//! place 9:3: nothing is returned when this switch is left, or no case matches
