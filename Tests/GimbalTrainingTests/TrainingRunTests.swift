// How long training lasts, and what happens on the way.
import GimbalNN
import GimbalTraining
import Testing

@Suite("Budget")
struct BudgetTests {
    @Test("seconds and epochs are read and written back")
    func reading() throws {
        #expect(try Budget("60s") == .seconds(60))
        #expect(try Budget("0.5s") == .seconds(0.5))
        #expect(try Budget("200epochs") == .epochs(200))
        for text in ["60s", "0.5s", "200epochs"] { #expect(try Budget(text).description == text) }
        #expect(Budget.epochs(1).isReproducible && !Budget.seconds(1).isReproducible)
    }

    @Test(
        "anything else is refused with an example",
        arguments: [
            "", "60", "s", "-1s", "0epochs", "1.5epochs", "infs", "nans", "5m", "0steps", "steps", "1.5steps",
        ])
    func refusals(_ text: String) {
        let error = #expect(throws: (any Error).self) { try Budget(text) }
        #expect(
            error.map { "\($0)".contains("\"\(text)\"") && "\($0)".contains("60s, 200epochs, 500steps") }
                == true)
    }
}

@Suite("TrainingRun")
struct TrainingRunTests {
    private final class Recorder: TrainingHook {
        var events: [String] = []
        func prepared(_ network: Module, _ optimizer: any Optimizer, _ run: TrainingRun) {
            events.append("prepared")
        }
        func stepped(_ network: Module, _ optimizer: any Optimizer, _ run: TrainingRun) {
            events.append("stepped")
        }
    }

    @Test("the budget replaces the number of epochs")
    func epochs() {
        #expect(TrainingRun(seed: 1).epochCount(default: 7) == 7)
        #expect(TrainingRun(seed: 1, budget: .epochs(3)).epochCount(default: 7) == 3)
        #expect(TrainingRun(seed: 1, budget: .seconds(1)).epochCount(default: 7) == Int.max)
        #expect(!TrainingRun(seed: 1, budget: .seconds(1000)).isOutOfTime)
        #expect(TrainingRun(seed: 1, budget: .seconds(1e-9)).isOutOfTime)
    }

    @Test("a cancelled run says so, with its seed")
    func cancellation() {
        let run = TrainingRun(seed: 12, isCancelled: { true })
        let error = #expect(throws: (any Error).self) { try run.checkCancellation() }
        #expect(error.map { "\($0)".contains("seed 12 was interrupted") } == true)
    }

    @Test("hooks hear of the start and of every step while they are in the run")
    func hooks() throws {
        let run = TrainingRun(seed: 1), hook = Recorder()
        let network = try Linear(1, 1, run.context), optimizer = try Adam([])
        try run.with(hook) {
            try run.prepared(network, optimizer)
            try run.stepped(network, optimizer)
        }
        try run.stepped(network, optimizer)
        #expect(hook.events == ["prepared", "stepped"] && run.hooks.isEmpty)
    }
}
