// The page that explains a saved model to people.
import GimbalNN

/// Writes `card.md`.
struct SavedModelCard {
    let config: SavedModelConfig
    let network: Module

    var text: String {
        let names = config.outputNames.joined(separator: ", ")
        let outputs = names.isEmpty ? "- One output per sample" : "- Outputs: \(names)"
        let metrics = config.metrics.sorted { $0.key < $1.key }.map { "| \($0.key) | \($0.value) |" }
        return """
            # \(config.method)

            Trained by Gimbal \(config.gimbalVersion) with libtorch \(config.torchVersion) for \(config.task).

            - Data: \(config.data) (SHA-256 \(config.dataChecksum)), split \(config.split)
            - Seed: \(config.seed); budget: \(config.budget ?? "the method's own"); options: \(config.preset)
            \(outputs)

            | test metric | value |
            | --- | --- |
            \(metrics.joined(separator: "\n"))

            Predict with `gimbal predict --model FOLDER --data DATA --out predictions.csv`.

            ```
            \(network)
            ```

            """
    }
}
