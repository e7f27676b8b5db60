export {
  createDepartments,
  type AssignableItemSummary,
  type Departments,
  type DepartmentSummary,
  type DepartmentsView
} from './departments.ts';
export { listDueAssignments } from './store/departments.ts';
