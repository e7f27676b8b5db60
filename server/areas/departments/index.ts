export { createDepartments, type Departments } from './departments.ts';
export type { AssignableItemSummary, DepartmentSummary, DepartmentsView } from './department-views.ts';
export { listDueAssignments } from './store/departments.ts';
