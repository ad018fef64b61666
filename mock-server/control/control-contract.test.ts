// The control contract names rules, readings and operations: those that there are.
import { expect, test } from "vitest";
import { contractPath, loadContract } from "../../spec/contract.ts";
import { valueAt } from "../../spec/json/json-pointer.ts";
import { loadLedger } from "../../spec/ledger.ts";
import { controlContract } from "../test-control.ts";

const ledger = loadLedger();
const at = (pointer: string) => valueAt(controlContract.document, pointer);

test("a query's rule and operation, and an arming's operation", () => {
  const parameters = at("/paths/~1journal/get/parameters") as { name: string; schema: object }[];
  const schemaOf = (name: string) => parameters.find((parameter) => parameter.name === name)?.schema;
  const operations = [...loadContract(contractPath).operations.keys()];
  expect(schemaOf("rule")).toMatchObject({ enum: [...ledger.keys()] });
  const operation = { $ref: "#/components/schemas/OperationName" };
  expect([schemaOf("operation"), at("/components/schemas/Arming/properties/operation")]).toMatchObject([
    operation,
    operation,
  ]);
  expect(at("/components/schemas/OperationName/enum")).toEqual(operations);
});

test("a profile's rules with their readings", () => {
  const open = [...ledger.values()].filter(({ alternatives }) => alternatives);
  const readings = open.map(({ id, default: name, alternatives = [] }) => [
    id,
    { type: "string", enum: [name, ...alternatives.map((alternative) => alternative.name)] },
  ]);
  expect(at("/components/schemas/Readings/properties")).toEqual(Object.fromEntries(readings));
  expect(at("/components/schemas/Readings/propertyNames/enum")).toEqual(open.map(({ id }) => id));
});
