/** Requests the largest page of each kind by twenty people at once. */
import './time-budget-requests.test.ts';
