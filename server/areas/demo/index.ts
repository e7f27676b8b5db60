export { makeBenchStudy, mostPeople, mostRooms } from './bench-study.ts';
export { createDemoRemoval, hasDemoAccounts, type DemoRemoval } from './demo-removal.ts';
export { demoLines, loadDemoWhenEmpty, type DemoAccounts } from './demo-when-empty.ts';
export { FoundingClock } from './sample-study/founding-clock.ts';
export { foundSampleStudy } from './sample-study/sample-study.ts';
export { startSampleFounding, underWayCode, type SampleFounding } from './sample-study/start.ts';
