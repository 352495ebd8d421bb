from dsr_service.cli import main

main()
