// Rows of tables as problems: dropped rows, unknown targets, and numbers back in their unit.
import GimbalCore
import GimbalData
import GimbalTasks
import GimbalTensor
import Testing

@Suite("Preparation of tables")
struct TablePreparationTests {
    private func table(_ target: Column, x: [Double] = [1, 3, .nan, 5, 7, 9]) throws -> TableDataSet {
        var roles = TableRoles()
        roles.targets = ["y"]
        let features = try Column("x", .numbers(x), isMissing: x.map(\.isNaN))
        return try TableDataSet(try Table([features, target]), roles: roles, provenance: .test)
    }

    private func numbers(_ values: [Double]) throws -> Column {
        try Column("y", .numbers(values.map { $0.isNaN ? 0 : $0 }), isMissing: values.map(\.isNaN))
    }

    private func split(_ train: [Int], _ validation: [Int], _ test: [Int]) throws -> DataSplit {
        try DataSplit(train: train, validation: validation, test: test, count: 6)
    }

    @Test("rows with missing values are dropped, and targets stay beside their rows")
    func dropped() throws {
        var plan = PreprocessingPlan()
        plan.missing = .drop
        let (problem, preprocessor) = try TensorProblem.table(
            .tabularRegression, table(numbers([10, 30, 50, 70, 90, 110])), split([0, 1, 2], [3], [4, 5]),
            plan: plan)
        #expect([problem.train.count, problem.validation.count, problem.test.count] == [2, 1, 2])
        // Training rows 1 and 3: mean 2, deviation 1; their targets 10 and 30: mean 20, deviation 10.
        #expect(try problem.train.inputs.floats() == [-1, 1])
        let targets = try problem.test.target.tensors[0].floats()
        #expect(targets == [7, 9])
        let back = try #require(preprocessor.target).inverse(problem.test.target.tensors[0])
        #expect(try back.floats() == [90, 110])
    }

    @Test("rows whose target is unknown take no part, of numbers and of classes")
    func unknown() throws {
        let (problem, _) = try TensorProblem.table(
            .tabularRegression, table(numbers([10, 30, .nan, 70, .nan, 110])), split([0, 1, 2], [3], [4, 5]))
        #expect([problem.train.count, problem.validation.count, problem.test.count] == [2, 1, 1])
        let (classes, _) = try TensorProblem.table(
            .tabularClassification, table(numbers([0, 1, .nan, 1, 0, .nan])), split([0, 1, 2], [3], [4, 5]))
        #expect([classes.train.count, classes.validation.count, classes.test.count] == [2, 1, 1])
        #expect(try classes.train.target.tensors[0].integers() == [0, 1])
    }

    @Test("errors of regression are in the unit of the data, by hand")
    func units() throws {
        let (problem, preprocessor) = try TensorProblem.table(
            .tabularRegression, table(numbers([10, 30, 20, 70, 90, 110])), split([0, 1], [2], [3, 4, 5]))
        // A model that says 0 says the training mean, 20: errors 50, 70 and 90.
        let said = try #require(preprocessor.target).inverse(Tensor.zeros([3, 1]))
        let truth = try #require(preprocessor.target).inverse(problem.test.target.tensors[0])
        let metrics = try ColumnScores(
            predicted: said, targets: truth.reshaped([-1, 1])
        ).metrics(["rmse", "mae", "r2"])
        // 15500 is the sum of their squares; the targets' own about their mean of 90 is 800.
        let expected: [String: Double] = [
            "mae": 70, "rmse": (15_500.0 / 3).squareRoot(), "r2": 1 - 15_500.0 / 800,
        ]
        for (name, value) in expected {
            let found = try #require(metrics[name])
            #expect(abs(found - value) < 1e-3, "\(name)")
        }
    }

    @Test("new rows need no target column")
    func withoutTarget() throws {
        let (_, preprocessor) = try TensorProblem.table(
            .tabularRegression, table(numbers([10, 30, 20, 70, 90, 110]), x: [1, 3, 1, 5, 7, 9]),
            split([0, 1], [2], [3, 4, 5]))
        let rows = try TableDataSet(
            try Table([try Column("x", .numbers([3, 5]))]), roles: TableRoles(), provenance: .test)
        let prepared = try preprocessor.apply(to: rows)
        #expect(prepared.target == nil)
        #expect(try prepared.features.floats() == [1, 3])
    }
}
